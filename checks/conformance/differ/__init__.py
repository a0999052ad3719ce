"""Parts of `../differential`: servers, data, generators of questions, comparison of answers."""
