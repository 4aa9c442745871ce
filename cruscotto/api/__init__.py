"""The performance core for programs: one module a resource. Reading is as in the pages; writing calls their actions."""
