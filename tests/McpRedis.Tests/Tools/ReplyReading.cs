using System.Text;
using System.Text.Json;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools;

/// <summary>What tests of tools read from replies.</summary>
internal static class ReplyReading
{
    /// <summary>The bytes of <c>{"text": …}</c> or <c>{"base64": …}</c>.</summary>
    public static byte[] Bytes(this JsonElement value) => value.TryGetProperty("text", out var text)
        ? Encoding.UTF8.GetBytes(text.GetString()!)
        : value.GetProperty("base64").GetBytesFromBase64();

    /// <summary>The same as text that keeps all bytes apart, for comparing and sorting.</summary>
    public static string Latin(this JsonElement value) => Encoding.Latin1.GetString(value.Bytes());

    public static JsonElement At(this JsonElement value, string member) => value.GetProperty(member);

    public static JsonElement[] List(this JsonElement value, string member) => [.. value.GetProperty(member).EnumerateArray()];

    public static bool IsNull(this JsonElement value, string member) => value.GetProperty(member).ValueKind == JsonValueKind.Null;

    /// <summary>Every page of a reading tool, in order, until there is no cursor.</summary>
    /// <param name="arguments">Those of each call but <c>cursor</c>.</param>
    /// <param name="budget">The reply's largest size in bytes, which every page is held against.</param>
    public static async Task<List<JsonElement>> PagesAsync(this ToolHarness mcp, string tool, Dictionary<string, object?> arguments, int budget = 32 * 1024)
    {
        var pages = new List<JsonElement>();
        var cursors = new HashSet<string>();
        string? cursor = null;
        do
        {
            var answer = await mcp.SendAsync(tool, new Dictionary<string, object?>(arguments) { ["cursor"] = cursor });
            Assert.Null(answer.Error);
            Assert.InRange(Encoding.UTF8.GetByteCount(answer.Text), 2, budget);
            pages.Add(answer.Reply);
            cursor = answer.Reply.At("cursor").GetString();
            Assert.Equal(cursor is not null || (answer.Reply.TryGetProperty("truncatedBy", out var by) && by.GetString() == "value"), answer.Reply.At("truncated").GetBoolean());
            Assert.True(cursor is null || cursors.Add(cursor), $"{tool} gives the cursor {cursor} twice and so never ends");
        }
        while (cursor is not null);
        return pages;
    }
}
