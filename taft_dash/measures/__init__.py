"""What can be counted: measures take a study and return tidy tables.

What is undefined is NaN with a reason a person can read, never 0. Measures of talk and presence are computed on a
`Stack` of session matrices and listed in `indices`; ratings are scored in `ratings` and followed in `alliance`.
"""
