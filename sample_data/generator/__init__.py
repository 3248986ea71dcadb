"""How the synthetic records are made: draws, talk and forms, and the two sets that are told with them."""
