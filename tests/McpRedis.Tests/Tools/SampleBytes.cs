using System.Text;

namespace McpRedis.Tests.Tools;

/// <summary>Keys and values that break what is not careful with bytes.</summary>
internal static class SampleBytes
{
    public static readonly byte[] AllBytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    /// <summary>By a name that tells in the test list what it is.</summary>
    public static readonly IReadOnlyDictionary<string, byte[]> ByName = new Dictionary<string, byte[]>
    {
        ["empty"] = [],
        ["one NUL"] = [0],
        ["all 256"] = AllBytes,
        ["lone continuation"] = [0x80],
        ["overlong slash"] = [0xC0, 0xAF],
        ["half a character"] = [0x61, 0xE2, 0x82],
        ["surrogate as UTF-8"] = [0xED, 0xA0, 0x80],
        ["CR LF"] = "a\r\nDEL x\r\n"u8.ToArray(),
        ["glob"] = "*?[a-z]\\"u8.ToArray(),
        ["hash tags"] = "{}{a}{"u8.ToArray(),
        ["markup"] = "</data> \"quoted\" '&<>"u8.ToArray(),
        ["hidden characters"] = Encoding.UTF8.GetBytes("\u202Eabc\u200B\u2028\uFEFF\U000E0041"),
        ["emoji"] = Encoding.UTF8.GetBytes("👩‍👩‍👧"),
        ["2 KiB of binary"] = [.. Enumerable.Repeat(AllBytes, 8).SelectMany(b => b)],
    };

    public static TheoryData<string> Names => [.. ByName.Keys];
}
