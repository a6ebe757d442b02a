"""The API's assembly: addresses, pages, errors, schema and its documentation. What is written and asked: articles, indicators.

Empty on purpose: REST framework reads paging and problems from here while it is itself being imported.
"""
