# Pelican's documentation recommends its cache for speed; unzipped is the quicker of its two forms, and digests of the
# files instead of their times keep it good after a fresh checkout.
SITENAME = "The Bench Courier"
SITEURL = "https://courier.example"
PATH = "content"
ARTICLE_PATHS = ["articles"]
OUTPUT_PATH = "output"
THEME = "theme"
THEME_STATIC_DIR = "assets"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
TYPOGRIFY = False

CACHE_CONTENT = True
LOAD_CONTENT_CACHE = True
GZIP_CACHE = False
CHECK_MODIFIED_METHOD = "md5"

ARTICLE_URL = "{date:%Y}/{date:%m}/{slug}/"
CATEGORY_URL = "categories/{slug}/"
TAG_URL = "topics/{slug}/"
AUTHOR_URL = "authors/{slug}/"
MONTH_ARCHIVE_URL = "archive/{date:%Y}/{date:%m}/"
ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
CATEGORY_SAVE_AS = CATEGORY_URL + "index.html"
TAG_SAVE_AS = TAG_URL + "index.html"
AUTHOR_SAVE_AS = AUTHOR_URL + "index.html"
MONTH_ARCHIVE_SAVE_AS = MONTH_ARCHIVE_URL + "index.html"

DEFAULT_PAGINATION = 20
PAGINATED_TEMPLATES = dict.fromkeys(["index", "tag", "category", "author", "period_archives"])
PAGINATION_PATTERNS = (
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)

DIRECT_TEMPLATES = ["index", "tags", "categories", "authors", "archives", "404", "sitemap", "robots"]
TEMPLATE_EXTENSIONS = [".html", ".xml", ".txt"]
TAGS_SAVE_AS = "topics/index.html"
CATEGORIES_SAVE_AS = "categories/index.html"
AUTHORS_SAVE_AS = "authors/index.html"
ARCHIVES_SAVE_AS = "archive/index.html"
SITEMAP_SAVE_AS = "sitemap.xml"
ROBOTS_SAVE_AS = "robots.txt"

FEED_MAX_ITEMS = 20
FEED_ALL_ATOM = "feed.xml"
CATEGORY_FEED_ATOM = "categories/{slug}/feed.xml"
TAG_FEED_ATOM = "topics/{slug}/feed.xml"
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None

MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.codehilite": {"css_class": "highlight"},
        "markdown.extensions.extra": {},
        "markdown.extensions.meta": {},
        "markdown.extensions.toc": {},
    },
    "output_format": "html5",
}
