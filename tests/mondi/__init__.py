"""What the tests start from: small bodies with people and values, files made on the spot, what a browser does."""
