// breaks: mcp-knows-only-what-it-names
import 'commander';
