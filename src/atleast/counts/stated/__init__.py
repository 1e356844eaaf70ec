"""What is stated of people without naming them: described records and claims, as statements that a minimum is computed from."""
