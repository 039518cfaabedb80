"""The API over one case: its models, its endpoints and its OpenAPI document."""
