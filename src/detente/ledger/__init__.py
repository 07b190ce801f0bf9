"""What coded statements amount to: which are in force, which supersede which, what each party refuses and consents to."""
