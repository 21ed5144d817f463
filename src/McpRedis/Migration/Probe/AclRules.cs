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
    /// <summary>Null where a rule decides by a category that the pinned table does not keep, and for a command it does not know.</summary>
    public static bool? Allows(string rules, string command, string? subcommand = null)
    {
        string full = subcommand is null ? command : $"{command} {subcommand}";
        if ((CommandTable.Pinned.Find(full) ?? CommandTable.Pinned.Find(command)) is not { } entry)
        {
            return null;
        }
        bool? allowed = false;
        foreach (string rule in rules.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (rule is "allcommands" or "nocommands")
            {
                allowed = rule == "allcommands";
            }
            else if (rule[0] is '+' or '-')
            {
                bool grants = rule[0] == '+';
                // A rule that may name the command or not changes nothing that it would not make different.
                allowed = Names(rule[1..], entry, command, subcommand) switch
                {
                    true => grants,
                    null when allowed != grants => null,
                    _ => allowed,
                };
            }
        }
        return allowed;
    }

    private static bool? Names(string what, CommandEntry entry, string command, string? subcommand)
    {
        switch (what)
        {
            case "@all": return true;
            case "@fast": return entry.Has(CommandFlags.Fast);
            case "@slow": return !entry.Has(CommandFlags.Fast);
            case ['@', .. var name]: return Enum.TryParse<AclCategories>(name, ignoreCase: true, out var category) ? (entry.Categories & category) != 0 : null;
        }
        int bar = what.IndexOf('|', StringComparison.Ordinal);
        return bar < 0
            ? what.Equals(command, StringComparison.OrdinalIgnoreCase)
            : what.AsSpan(0, bar).Equals(command, StringComparison.OrdinalIgnoreCase) && what.AsSpan(bar + 1).Equals(subcommand, StringComparison.OrdinalIgnoreCase);
    }
}
