"""Our objects in the clients' JSON: old keys, doubled numbers and date spellings live here and nowhere else."""
