"""The words of an invented newspaper: what it writes about, who writes, and where the news comes from."""

from __future__ import annotations

from typing import Final

SUBJECTS: Final = tuple(
    """harbour vote glacier chip rail museum strike budget river launch court festival bridge vaccine drought election
    tunnel orchestra satellite fishery battery pension library airport forest refinery hospital archive telescope
    tariff reactor stadium ferry school wheat copper dam lighthouse parliament theatre embassy currency reservoir
    typhoon vineyard quarry subway broadband wetland orchard prison gallery treaty census patent auction merger
    algorithm robot antibiotic genome comet volcano earthquake monsoon coral lithium hydrogen cement timber textile
    mortgage inflation bond deficit subsidy export import customs visa border refugee shelter harvest irrigation
    fertiliser dairy poultry salmon whaling tourism heritage sculpture opera ballet novel poetry cinema documentary
    marathon cycling rowing cricket tennis chess athletics regatta sailing glider drone container pipeline turbine
    grid meter insulation heating asbestos lead mercury ozone methane carbon peat moss beaver wolf heron salamander
    bee locust malaria measles dementia surgery midwife pharmacy dentist nursery tuition apprentice union lockout
    cooperative bankruptcy audit bribery perjury verdict appeal jury parole curfew protest petition referendum
    coalition cabinet minister mayor governor senate ombudsman""".split()
)
QUALITIES: Final = tuple(
    """northern southern eastern western coastal rural urban regional federal national global private public digital
    offshore inland ancient modern annual early late rapid slow rising falling open closed joint rival shared secret
    disputed frozen restored floating underground electric nuclear solar maritime alpine tropical arctic medical
    industrial military civil royal municipal provincial emergency seasonal temporary permanent voluntary compulsory
    cheap costly scarce abundant safe hazardous silent historic experimental commercial cooperative independent
    foreign domestic nomadic amateur professional junior senior long short high low deep shallow green grey""".split()
)
ACTS: Final = tuple(
    """delays opens closes divides revives threatens survives wins loses joins leaves halts resumes doubles halves
    replaces rejects approves questions defends ends begins moves reaches misses exceeds repays sells buys rebuilds
    inspects copies measures finds hides shows""".split()
)
COMMON: Final = tuple(
    """the of and to a in that is was for it with as on be at by this had not are but from or have an they which one
    were all we when there can more if no than so about out up into only some could time these two may then do first
    any new over such our most even made after also did many before must through years where much your way well down
    should because each just those people how too little state good very make world still own see men work long get
    here between both life being under never day same another know while last might us great old year off come since
    against go came right used take three""".split()
)
GIVEN: Final = (
    "Ann Bo Chidi Dana Emil Farah Goran Hana Ines Jonas Kemi Lars Mina Nils Olga Pavel Rosa Sami Tara Uwe".split()
)
FAMILY: Final = "Ash Brandt Costa Dahl Eze Ferro Grant Holm Iyer Juarez Kovac Lund".split()
PAPERS: Final = "Courier Gazette Herald Wire Observer Tribune Ledger Dispatch".split()
CITIES: Final = "Lisbon Tampere Nairobi Porto Osaka Quito Leeds Tunis Gdansk Perth".split()
CATEGORIES: Final = (
    "World",
    "Business",
    "AI & Tech",
    "Science",
    "Climate",
    "Culture",
    "Sport",
    "Health",
    "Law",
    "Opinion",
    "Travel",
    "Education",
)
