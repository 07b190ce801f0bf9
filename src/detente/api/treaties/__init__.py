"""What can be asked about treaties, one function a question."""
