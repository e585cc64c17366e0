"""The API as a Postman collection, made from the OpenAPI document: ``python -m app.openapi.postman``."""
