namespace McpRedis.Redis;

// One element of COMMAND DOCS (Redis 7.0; pairs are a flat array in RESP2, a map in RESP3):
//
//   1) "getex"
//   2) [summary "Get the value of a key and optionally set its expiration" since "6.2.0" group "string" complexity "O(1)"
//       arguments [[name key type key key_spec_index 0]
//                  [name expiration type oneof flags [optional] arguments
//                    [[name seconds type integer token EX] … [name persist type pure-token token PERSIST]]]]]

/// <summary>What COMMAND DOCS says of one command.</summary>
/// <param name="Summary">One sentence.</param>
/// <param name="Since">Version that brought it.</param>
/// <param name="Group">Family.</param>
/// <param name="Complexity">Cost in O notation.</param>
/// <param name="Syntax">Arguments as the manual writes them.</param>
internal sealed record CommandDocs(string? Summary, string? Since, string? Group, string? Complexity, string Syntax)
{
    // Deeper nesting than any server has; a reply that has it is cut there.
    private const int MaxDepth = 8;

    /// <summary>The documentation in a reply to COMMAND DOCS for one name; null when the server has none.</summary>
    public static CommandDocs? Read(RespValue reply)
    {
        if (reply.Count < 2)
        {
            return null;
        }
        var docs = reply[1];
        return new(Text(docs, "summary"), Text(docs, "since"), Text(docs, "group"), Text(docs, "complexity"), Join(Greeting.Field(docs, "arguments"), " ", 0));
    }

    private static string? Text(RespValue docs, string name) => Greeting.Field(docs, name) is { IsNull: false } value ? value.Text : null;

    private static string Join(RespValue arguments, string between, int depth) =>
        depth > MaxDepth ? "…" : string.Join(between, arguments.ItemArray.Select(a => One(a, depth)));

    private static string One(RespValue argument, int depth)
    {
        string type = Greeting.Field(argument, "type").Text;
        string? token = Text(argument, "token");
        var inner = Greeting.Field(argument, "arguments");
        string[] flags = [.. Greeting.Field(argument, "flags").ItemArray.Select(f => f.Text)];
        string word = type switch
        {
            "pure-token" => "",
            "oneof" => $"{(token is not null || flags.Contains("multiple") ? "<" : "")}{Join(inner, "|", depth + 1)}{(token is not null || flags.Contains("multiple") ? ">" : "")}",
            "block" => Join(inner, " ", depth + 1),
            _ => Text(argument, "display_text") ?? Greeting.Field(argument, "name").Text,
        };
        string first = token is null ? word : word.Length == 0 ? token : $"{token} {word}";
        if (flags.Contains("multiple"))
        {
            first = flags.Contains("multiple_token") ? $"{first} [{first} …]" : $"{first} [{word} …]";
        }
        return flags.Contains("optional") ? $"[{first}]" : first;
    }
}
