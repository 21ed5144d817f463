namespace McpRedis.EndToEnd.Stdio;

/// <summary>Request lines put together from text, so that any part of them can be wrong.</summary>
internal static class RawLine
{
    public static string Request(string id, string method, string parameters = "{}") =>
        $"{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":{Quoted(method)},\"params\":{parameters}}}";

    public static string Call(string id, string tool, string arguments = "{}") =>
        Request(id, "tools/call", $"{{\"name\":{Quoted(tool)},\"arguments\":{arguments}}}");

    private static string Quoted(string text) => $"\"{text}\"";
}
