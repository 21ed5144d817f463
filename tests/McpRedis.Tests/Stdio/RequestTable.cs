namespace McpRedis.Tests.Stdio;

/// <summary>What clients send, the plain and the odd, each of which gets an answer.</summary>
internal static class RequestTable
{
    private const string Client = "\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}";

    public static string[] Initializations =>
    [
        .. new[] { "2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2099-01-01", "1999-01-01", "x", "" }
            .Select(version => $$$"""{"protocolVersion":"{{{version}}}","capabilities":{},{{{Client}}} }"""),
        """{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{},"roots":{"listChanged":true},"sampling":{}},"clientInfo":{"name":"c","version":"1"}}""",
        """{"protocolVersion":"2025-11-25","capabilities":{"experimental":{"x":{}},"unknown":{"y":1}},"clientInfo":{"name":"c","version":"1"}}""",
        """{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{"form":{},"url":{}},"tasks":{"list":{},"requests":{"sampling":{"createMessage":{}}}},"extensions":{"a/b":{"c":{}}}},"clientInfo":{"name":"c","version":"1"}}""",
        """{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{"form":1}},"clientInfo":{"name":"c","version":"1"}}""",
        """{"protocolVersion":"2025-11-25","capabilities":{"tasks":{"requests":{"sampling":1}}},"clientInfo":{"name":"c","version":"1"}}""",
        """{"protocolVersion":"2025-11-25","capabilities":{"roots":{"listChanged":{}}},"clientInfo":{"name":"c","version":"1"}}""",
        """{"protocolVersion":"2025-11-25","capabilities":{"roots":{"listChanged":null}},"clientInfo":{"name":"c","version":"1"}}""",
        """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","title":"C","version":"1","websiteUrl":"https://example.com","icons":[]}}""",
        """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1","unknown":true}}""",
        $$$"""{"protocolVersion":"2025-11-25","capabilities":{},{{{Client}}},"_meta":{"a":1}}""",
        $$$"""{"protocolVersion":"2025-11-25","capabilities":{},{{{Client}}},"unknown":1}""",
        $$$"""{"protocolVersion":"2025-11-25","protocolVersion":"2025-06-18","capabilities":{},{{{Client}}} }""",
        $$$"""{"protocolVersion":"2025-11-25","capabilities":null,{{{Client}}} }""",
        $$$"""{"protocolVersion":"2025-11-25",{{{Client}}} }""",
        $$$"""{"protocolVersion":"2025-11-25","capabilities":[],{{{Client}}} }""",
        $$$"""{"protocolVersion":"2025-11-25","capabilities":{"roots":1},{{{Client}}} }""",
        $$$"""{"protocolVersion":"2025-11-25","capabilities":{"elicitation":[]},{{{Client}}} }""",
        $$$"""{"protocolVersion":25,"capabilities":{},{{{Client}}} }""",
        $$$"""{"protocolVersion":null,"capabilities":{},{{{Client}}} }""",
        $$$"""{"capabilities":{},{{{Client}}} }""",
        """{"protocolVersion":"2025-11-25","capabilities":{}}""",
        """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c"}}""",
        """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"version":"1"}}""",
        """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":1,"version":"1"}}""",
        """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1","title":5}}""",
        """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1","name":2}}""",
        """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":null}""",
        """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":"c"}""",
        "{}",
        "null",
    ];

    public static string[] Requests =>
    [
        Request("tools/list", null),
        Request("tools/list", "{}"),
        Request("tools/list", "null"),
        Request("tools/list", """{"cursor":"x"}"""),
        Request("tools/list", """{"cursor":null}"""),
        Request("tools/list", """{"cursor":5}"""),
        Request("tools/list", """{"_meta":{}}"""),
        Request("tools/list", """{"_meta":{"progressToken":1}}"""),
        Request("tools/list", """{"unknown":1}"""),
        Request("tools/list", "{}", "\"a\""),
        Request("tools/list", "{}", "\"\""),
        Request("tools/list", "{}", "-1"),
        Request("tools/list", "{}", "9223372036854775807"),
        Request("tools/list", "{}", "\"\\u00e9\\n\\ud83d\\ude00<\""),
        Request("tools/nothing", "{}"),
        Request("ping", null),
        """ { "method" : "tools/list" , "id" : 3 , "jsonrpc" : "2.0" } """,
        """{"jsonrpc":"2.0","id":1,"method":"tools\/list"}""",
        """{"jsonrpc":"2.0","id":1,"id":2,"method":"tools/list"}""",
        """{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"ping"}""",
        """{"jsonrpc":"2.0","id":1,"method":"tools/list","extra":true}""",
        .. Calls.Select(call => Request("tools/call", call)),
        Request("tools/call", """{"name":"redis_key_get","arguments":{"key":"text"}}""", "\"call-1\""),
    ];

    private static string[] Calls =>
    [
        .. Good,
        """{"name":"redis_key_get","arguments":{"key":"none"}}""",
        """{"name":"redis_key_get","arguments":{"key":5}}""",
        """{"name":"redis_key_get","arguments":{"kay":"text"}}""",
        """{"name":"redis_key_get","arguments":{"key":"text","limit":0,"cursor":7}}""",
        """{"name":"redis_key_get","arguments":{"key":"text","key":"list"}}""",
        """{"name":"redis_key_get","arguments":{"key":"text","database":-1}}""",
        """{"name":"redis_key_get","arguments":{"key":"text","database":"0"}}""",
        """{"name":"redis_key_get","arguments":{}}""",
        """{"name":"redis_key_get","arguments":null}""",
        """{"name":"redis_key_get","arguments":[]}""",
        """{"name":"redis_key_get","arguments":"x"}""",
        """{"name":"redis_key_get"}""",
        """{"arguments":{"key":"text"},"name":"redis_key_get"}""",
        """{"name":"redis_key_get","arguments":{"key":"text"},"_meta":{"progressToken":"p"}}""",
        """{"name":"redis_key_get","arguments":{"key":"text"},"_meta":null}""",
        """{"name":"redis_key_get","arguments":{"key":"text"},"unknown":1}""",
        """{"name":"redis_key_get","arguments":{"key":"text"},"arguments":{"key":"list"}}""",
        """{"name":"redis_key_get","name":"redis_key_info","arguments":{"key":"text"}}""",
        """{"name":"redis_string_get","arguments":{"keys":["text","list","none","bytes"]}}""",
        """{"name":"redis_string_get","arguments":{"keys":["list"]}}""",
        """{"name":"redis_string_get","arguments":{"keys":[]}}""",
        """{"name":"redis_string_get","arguments":{"keys":["dGV4dA=="],"encoding":"base64"}}""",
        """{"name":"redis_string_get","arguments":{"keys":["%"],"encoding":"base64"}}""",
        """{"name":"redis_server_info","arguments":{"sections":["nothing"]}}""",
        """{"name":"redis_config_get","arguments":{"names":["requirepass"]}}""",
        """{"name":"redis_slowlog_get","arguments":{"limit":1000}}""",
        """{"name":"redis_key_scan","arguments":{"cursor":"x"}}""",
        """{"name":"redis_connection_list","arguments":{"a":1}}""",
        """{"name":"redis_connection_list"}""",
        """{"name":"redis_key_delete","arguments":{"keys":["x","y"]}}""",
        """{"name":"redis_key_got","arguments":{}}""",
        """{"name":"","arguments":{}}""",
        """{"name":null}""",
        """{"name":5}""",
        "{}",
        "null",
    ];

    /// <summary>At least one call of every reading tool that succeeds; a test asks for it.</summary>
    private static string[] Good =>
    [
        """{"name":"redis_connection_list","arguments":{}}""",
        """{"name":"redis_key_scan","arguments":{"pattern":"t*","details":true}}""",
        """{"name":"redis_key_info","arguments":{"keys":["text","hash","none"]}}""",
        .. new[] { "text", "bytes", "hash", "list", "set", "zset", "stream" }.Select(key => $$$"""{"name":"redis_key_get","arguments":{"key":"{{{key}}}"}}"""),
        """{"name":"redis_string_get","arguments":{"keys":["text"],"start":0,"end":2}}""",
        """{"name":"redis_set_get","arguments":{"key":"set","members":["a","none"]}}""",
        """{"name":"redis_zset_get","arguments":{"key":"zset","range":"score","min":"-inf","reverse":true}}""",
        """{"name":"redis_set_combine","arguments":{"operation":"union","keys":["set","none"]}}""",
        """{"name":"redis_hash_get","arguments":{"key":"hash","fields":["none",""]}}""",
        """{"name":"redis_hash_get","arguments":{"key":"hash"}}""",
        """{"name":"redis_hash_get","arguments":{"key":"list"}}""",
        """{"name":"redis_list_get","arguments":{"key":"list","start":-2}}""",
        """{"name":"redis_list_get","arguments":{"key":"list","value":"none"}}""",
        """{"name":"redis_list_get","arguments":{"key":"hash"}}""",
        """{"name":"redis_server_info","arguments":{"sections":["cluster"]}}""",
        """{"name":"redis_stream_range","arguments":{"key":"stream","reverse":true}}""",
        """{"name":"redis_stream_pending","arguments":{"key":"stream","group":"readers"}}""",
        """{"name":"redis_stream_info","arguments":{"key":"stream"}}""",
        """{"name":"redis_config_get","arguments":{"names":["maxmemory-policy"]}}""",
        """{"name":"redis_slowlog_get","arguments":{}}""",
        """{"name":"redis_command_help","arguments":{"command":"zadd"}}""",
        """{"name":"redis_pubsub_list","arguments":{"pattern":"none*"}}""",
        """{"name":"redis_pubsub_read","arguments":{"channels":["none"],"timeoutMs":100}}""",
        """{"name":"redis_replication_info","arguments":{}}""",
    ];

    /// <param name="method">Method.</param>
    /// <param name="parameters">As JSON; null for none.</param>
    /// <param name="id">As JSON.</param>
    public static string Request(string method, string? parameters, string id = "1") =>
        $"{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"{method}\"{(parameters is null ? "" : ",\"params\":" + parameters)}}}";
}
