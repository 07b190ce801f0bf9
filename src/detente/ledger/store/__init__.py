"""The store of a case: documents and statements in one database, every change of them recorded.

`place.place_of` says where a case's store is, `store.open_store` opens it, making or migrating it first. It is the one
room that knows SQL; SQLAlchemy loads when a store is opened.
"""
