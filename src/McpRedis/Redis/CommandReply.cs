namespace McpRedis.Redis;

// One element of a COMMAND reply (Redis 7.0, RESP2; RESP3 makes sets and maps of some of these arrays):
//
//   1) "xread"  2) -4  3) [blocking readonly movablekeys]  4) 0  5) 0  6) 0
//   7) [@read @stream @slow @blocking]  8) []
//   9) [[flags [RO access]
//        begin_search [type keyword spec [keyword STREAMS startfrom 1]]
//        find_keys [type range spec [lastkey -1 keystep 1 limit 2]]]]
//  10) []                                   sub-commands: elements of the same form, named "config|get"
//
// Redis 6 and some compatible servers stop after 6) or 7). COMMAND INFO gives a null for a name it does not know.

/// <summary>Reads the reply of COMMAND or COMMAND INFO.</summary>
internal static class CommandReply
{
    public static CommandTable Read(RespValue reply)
    {
        var entries = new List<CommandEntry>();
        foreach (var item in reply.Items)
        {
            Add(item, entries);
        }
        return new(entries);
    }

    private static void Add(RespValue item, List<CommandEntry> entries)
    {
        if (item.Count < 6)
        {
            return;
        }
        var children = item.Count > 9 ? item[9] : RespValue.Null;
        var flags = children.Count > 0 ? CommandFlags.Container : CommandFlags.None;
        foreach (var word in item[2].Items)
        {
            flags |= CommandWords.Flag(word.Text);
        }
        var categories = AclCategories.None;
        foreach (var word in (item.Count > 6 ? item[6] : RespValue.Null).Items)
        {
            categories |= CommandWords.Category(word.Text);
        }
        entries.Add(new(
            item[0].Text.Replace('|', ' ').ToUpperInvariant(), null, null, (int)item[1].Integer, flags, categories,
            (int)item[3].Integer, (int)item[4].Integer, (int)item[5].Integer,
            item.Count > 8 ? [.. item[8].ItemArray.Select(Spec)] : []));
        foreach (var child in children.Items)
        {
            Add(child, entries);
        }
    }

    private static KeySpec Spec(RespValue spec)
    {
        var access = KeyAccess.None;
        foreach (var word in Greeting.Field(spec, "flags").Items)
        {
            access |= KeySpec.Word(word.Text);
        }
        RespValue begin = Greeting.Field(spec, "begin_search"), find = Greeting.Field(spec, "find_keys");
        RespValue where = Greeting.Field(begin, "spec"), how = Greeting.Field(find, "spec");
        string beginType = Greeting.Field(begin, "type").Text, findType = Greeting.Field(find, "type").Text;
        if (beginType is not ("index" or "keyword") || findType is not ("range" or "keynum"))
        {
            return new(null, 0, -1, 0, 0, 1, 0, access, Known: false);
        }
        string? keyword = beginType == "keyword" ? Greeting.Field(where, "keyword").Text : null;
        int from = Number(where, keyword is null ? "index" : "startfrom");
        return findType == "keynum"
            ? new(keyword, from, Number(how, "keynumidx"), Number(how, "firstkey"), 0, Number(how, "keystep"), 0, access, Known: true)
            : new(keyword, from, -1, 0, Number(how, "lastkey"), Number(how, "keystep"), Number(how, "limit"), access, Known: true);
    }

    private static int Number(RespValue map, string name) => Greeting.Field(map, name) is { IsNull: false } value ? (int)value.Integer : 0;
}
