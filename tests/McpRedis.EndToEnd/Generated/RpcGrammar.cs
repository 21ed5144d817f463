using FsCheck;
using FsCheck.Fluent;

namespace McpRedis.EndToEnd.Generated;

/// <summary>
/// Messages as JSON-RPC and MCP know them, and as they do not: put together by the grammar, then some of them changed
/// here and there. One line each, and no two alike by more than chance.
/// </summary>
internal static class RpcGrammar
{
    // What waits for others by itself would only make the run long.
    private static readonly string[] Tools =
    [
        "redis_key_scan", "redis_key_get", "redis_key_info", "redis_key_delete", "redis_key_expire", "redis_string_get", "redis_string_set", "redis_string_increment", "redis_hash_get", "redis_hash_set",
        "redis_list_push", "redis_list_get", "redis_set_add", "redis_zset_add", "redis_server_info", "redis_config_get", "redis_connection_list", "redis_command_help", "redis_no_such_tool", "REDIS_KEY_GET", "",
    ];

    private static readonly string[] Methods =
    [
        "tools/list", "ping", "server/discover", "prompts/list", "prompts/get", "resources/list", "resources/templates/list", "resources/read", "completion/complete", "logging/setLevel",
        "resources/unsubscribe", "initialize", "notifications/initialized", "notifications/cancelled", "notifications/progress", "sampling/createMessage", "tools/", "", "nonsense", "__proto__",
    ];

    private static readonly string[] Arguments = ["key", "keys", "pattern", "limit", "cursor", "items", "value", "by", "ttlMs", "fields", "members", "start", "stop", "details", "confirmToken", "database", "nonsense", "constructor"];

    /// <summary>A message; the place of its id is marked <see cref="Id"/>.</summary>
    public static Gen<string> Messages => Gen.Frequency((6, Plain), (5, Plain.SelectMany(Changed)), (1, Value(3)), (1, Scraps));

    /// <summary>Where the case puts its own id.</summary>
    public const string Id = "@ID@";

    private static Gen<string> Plain =>
        from version in Gen.Frequency((12, Gen.Constant("\"2.0\"")), (1, Gen.Elements("\"1.0\"", "2.0", "null", "\"2.0 \"")))
        from id in Gen.Frequency((12, Gen.Constant(Id)), (2, Gen.Constant($"\"{Id}\"")), (1, Gen.Elements("null", "1.5", "{}", "[]", "true", "-0", "1e3", "99999999999999999999", "\"\\ud800\"", "\"\"")))
        from call in Gen.Frequency((5, Call), (4, Other))
        from form in Gen.Frequency((10, Gen.Constant("{{\"jsonrpc\":{0},\"id\":{1},{2}}}")), (1, Gen.Constant("{{\"jsonrpc\":{0},{2}}}")), (1, Gen.Constant("{{{2},\"id\":{1},\"jsonrpc\":{0}}}")), (1, Gen.Constant("[{{\"jsonrpc\":{0},\"id\":{1},{2}}}]")), (1, Gen.Constant("{{\"jsonrpc\":{0},\"id\":{1},\"id\":7,{2},\"more\":[]}}")))
        select string.Format(System.Globalization.CultureInfo.InvariantCulture, form, version, id, call);

    private static Gen<string> Call =>
        from tool in Gen.Elements(Tools)
        from arguments in Gen.Frequency((10, Members(Gen.Elements(Arguments), Argument)), (1, Value(2)))
        from meta in Gen.Frequency((4, Gen.Constant("")), (1, Value(2).Select(value => $",\"_meta\":{value}")), (1, Gen.Constant(",\"_meta\":{\"progressToken\":1}")), (2, Gen.Constant($",{Meta}")))
        select $"\"method\":\"tools/call\",\"params\":{{\"name\":\"{tool}\",\"arguments\":{arguments}{meta}}}";

    private static Gen<string> Other =>
        from method in Gen.Elements(Methods)
        from parameters in Gen.Frequency(
            (3, Gen.Constant("{}")), (2, Gen.Constant($"{{{Meta}}}")), (1, Value(2)),
            (1, Gen.Elements("{\"uri\":\"redis://default/0/keys/a\"}", "{\"uri\":\"file:///etc/passwd\"}", "{\"name\":\"clean_cache\",\"arguments\":{}}", "{\"level\":\"loud\"}", "{\"requestId\":1}", "{\"cursor\":\"x\"}",
                "{\"ref\":{\"type\":\"ref/resource\",\"uri\":\"redis://{connection}/{database}/keys/{key}\"},\"argument\":{\"name\":\"key\",\"value\":\"a\"}}",
                "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}")))
        select $"\"method\":\"{method}\",\"params\":{parameters}";

    private const string Meta = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private static Gen<string> Argument => Gen.Frequency((3, Gen.Elements("\"a\"", "\"b*\"", "[\"a\"]", "[\"a\",\"b\"]", "10", "0", "true", "[{\"key\":\"a\",\"value\":\"1\"}]", "{\"f\":\"1\"}")), (2, Value(2)));

    private static Gen<string> Value(int depth) => depth == 0 ? Atom : Gen.Frequency(
        (6, Atom),
        (1, Value(depth - 1).ArrayOf().Select(items => $"[{string.Join(',', items.Take(5))}]")),
        (1, Members(Text, Value(depth - 1))));

    private static Gen<string> Atom => Gen.OneOf(
        Gen.Elements("null", "true", "false", "0", "-1", "1.5", "1e308", "-1e-308", "1e999", "9223372036854775807", "9223372036854775808", "18446744073709551616", "0.1e1", "-0"),
        Text.Select(text => $"\"{text}\""));

    private static Gen<string> Text => Gen.Elements(
        "", "a", "*", "žluť", "🐎", "\\u0000", "\\ud800", "\\udfff\\ud800", "\\n\\r", "\\u202e", "\\\\", "\\\"", "__proto__", "x\\r\\nFLUSHALL\\r\\n", "{}", "../../etc/passwd", "\u200b", "' OR 1=1", "$(id)", "%s%n", new('x', 300));

    // Pieces, not lists of any length: a case is a line, not a file.
    private static Gen<string> Members(Gen<string> names, Gen<string> values) =>
        (from name in names from value in values select $"\"{name}\":{value}").ArrayOf().Select(members => $"{{{string.Join(',', members.Take(4))}}}");

    private static Gen<string> Scraps => Gen.Elements("", " ", "{", "}", "[", "[]", "null", "\"", "{}{}", "{\"jsonrpc\":\"2.0\"", "\ufeff{}", "\u0000", "//", "{\"\\u006a\\u0073onrpc\":\"2.0\"}", "true false", "NaN", "-");

    private static Gen<string> Changed(string text) =>
        from changes in Gen.Choose(1, 4)
        from result in Enumerable.Range(0, changes).Aggregate(Gen.Constant(text), (so, _) => so.SelectMany(Change))
        select result;

    private static Gen<string> Change(string text) =>
        from at in Gen.Choose(0, Math.Max(0, text.Length - 1))
        from length in Gen.Choose(1, 8)
        from kind in Gen.Choose(0, 4)
        from scrap in Gen.Elements("\"", "{", "}", "[", "]", ",", ":", "\\", "\\u", "\u0000", "\u007f", "é", "0", "null", "\t", "\ud83d\udc0e", "\"id\":1,", " ")
        let end = Math.Min(text.Length, at + length)
        select text.Length == 0 ? scrap : kind switch
        {
            0 => text.Remove(at, end - at),
            1 => text.Insert(at, scrap),
            2 => text.Insert(at, text[at..end]),
            3 => text[..at],
            _ => string.Concat(text.AsSpan(0, at), scrap, text.AsSpan(end)),
        };
}
