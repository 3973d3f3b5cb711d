/* html_page: the page of the format html, put together by the build from html/: what stands before and behind the data. */
#ifndef TRACE_HTML_PAGE_H
#define TRACE_HTML_PAGE_H

extern const char page_head[], page_tail[];

#endif
