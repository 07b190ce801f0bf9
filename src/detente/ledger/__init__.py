"""What coded statements amount to.

Which are in force, which supersede which, what each party refuses and consents to.
"""
