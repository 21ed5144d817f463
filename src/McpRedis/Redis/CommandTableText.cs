using System.Globalization;
using System.Text;

namespace McpRedis.Redis;

// Four lines of the pinned table, tabs shown as |. Fields: name, since in Redis, since in Valkey, arity, flags,
// ACL categories, first,last,step key, key specifications. Empty fields at the end are left out.
//
//   CONFIG GET|2.0.0|2.0.0|-3|admin,loading,noscript,stale|admin,dangerous,slow|0,0,0
//   DELIFEQ|-|9.0.0|3|fast,write|fast,string,write|1,1,1|i1:r0,1,0:RM+delete
//   XREAD|5.0.0|5.0.0|-4|blocking,movablekeys,readonly|blocking,read,slow,stream|0,0,0|kSTREAMS@1:r-1,1,2:RO+access
//   SORT_RO|7.0.0|7.0.0|-2|movablekeys,readonly|dangerous,list,read,set|1,1,1|i1:r0,1,0:RO+access ?:?:RO+access

/// <summary>Reads the pinned table out of the assembly: commands of the servers themselves, then those of modules.</summary>
internal static class CommandTableText
{
    public static IEnumerable<CommandEntry> ReadPinned() => Read("McpRedis.Redis.commands.tsv").Concat(Read("McpRedis.Redis.modules.tsv"));

    private static IEnumerable<CommandEntry> Read(string resource)
    {
        using var stream = typeof(CommandTableText).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not in the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return Row(line);
            }
        }
    }

    public static CommandEntry Row(string line)
    {
        string[] fields = line.Split('\t');
        string[] keys = fields[6].Split(',');
        var flags = CommandFlags.None;
        foreach (var word in fields[4].AsSpan().Split(','))
        {
            flags |= CommandWords.Flag(fields[4].AsSpan()[word]);
        }
        var categories = AclCategories.None;
        foreach (var word in fields[5].AsSpan().Split(','))
        {
            categories |= CommandWords.Category(fields[5].AsSpan()[word]);
        }
        return new(
            fields[0], Version(fields[1]), Version(fields[2]), Number(fields[3]), flags, categories,
            Number(keys[0]), Number(keys[1]), Number(keys[2]),
            fields.Length > 7 ? [.. fields[7].Split(' ').Select(text => KeySpec.Parse(text))] : []);
    }

    private static string? Version(string field) => field == "-" ? null : field;

    private static int Number(string field) => int.Parse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
