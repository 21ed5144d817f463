using McpRedis.Redis;

namespace McpRedis.Migration.Probe;

// ACL GETUSER app (Redis 7.0), the member "commands":
//
//   -@all +@read +@write -keys +config|get
//
// The rules hold in their order: the last one that names a command, or a category it is in, decides.

/// <summary>What a user's rules say of a command: for servers that cannot be asked with ACL DRYRUN.</summary>
internal static class AclRules
{
    /// <summary>Null for a command the pinned table does not know.</summary>
    public static bool? Allows(string rules, string command, string? subcommand = null)
    {
        string full = subcommand is null ? command : $"{command} {subcommand}";
        if ((CommandTable.Pinned.Find(full) ?? CommandTable.Pinned.Find(command)) is not { } entry)
        {
            return null;
        }
        bool allowed = false;
        foreach (string rule in rules.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            bool? change = rule switch
            {
                "allcommands" => true,
                "nocommands" => false,
                _ when rule[0] is '+' or '-' && Names(rule[1..], entry, command, subcommand) => rule[0] == '+',
                _ => null,
            };
            allowed = change ?? allowed;
        }
        return allowed;
    }

    private static bool Names(string what, CommandEntry entry, string command, string? subcommand)
    {
        if (what.StartsWith('@'))
        {
            return what == "@all" || (Enum.TryParse<AclCategories>(what[1..], ignoreCase: true, out var category) && (entry.Categories & category) != 0);
        }
        int bar = what.IndexOf('|', StringComparison.Ordinal);
        return bar < 0
            ? what.Equals(command, StringComparison.OrdinalIgnoreCase)
            : what.AsSpan(0, bar).Equals(command, StringComparison.OrdinalIgnoreCase) && what.AsSpan(bar + 1).Equals(subcommand, StringComparison.OrdinalIgnoreCase);
    }
}
