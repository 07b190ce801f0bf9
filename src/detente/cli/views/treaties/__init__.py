"""What people see of the answers about treaties, a module a question."""
