using System.Text.Json;
using McpRedis.Catalogue;
using static McpRedis.Tests.Catalogue.ToolArgumentsTests;

namespace McpRedis.Tests.Catalogue;

/// <summary>Lists, objects in lists, bytes and keys.</summary>
public sealed class ToolArgumentsListTests
{
    [Theory]
    [InlineData("[]", "expected 1 to 3 items, got 0.")]
    [InlineData("""["a","b","c","d"]""", "expected 1 to 3 items, got 4.")]
    [InlineData("\"a\"", "expected a list, got a string.")]
    [InlineData("{}", "expected a list, got an object.")]
    public void List_that_is_none_or_too_short_or_too_long_is_refused(string json, string message) =>
        Assert.Equal("a: " + message, Refusal($$"""{"a":{{json}}}""", a => a.TextList("a", true, 1, 3)));

    [Fact]
    public void Items_of_a_wrong_kind_are_told_by_index() => Assert.Equal(
        "a[1]: expected a string, got 5. a[2]: expected a string, got null.", Refusal("""{"a":["x",5,null]}""", a => a.KeyList("a", true, 1, 3)));

    [Fact]
    public void Lists_are_read_in_order()
    {
        Assert.Equal(["a", "b"], Read("""{"a":["a","b"]}""").TextList("a", true, 1, 3)!);
        Assert.Equal([[97], [98]], Read("""{"a":["a","b"]}""").BytesList("a", true, 1, 3)!);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("AP8=", "00FF")]
    [InlineData("AAEC", "000102")]
    public void Base64_is_decoded(string text, string hex) =>
        Assert.Equal(Convert.FromHexString(hex), Encoded(text).Bytes("a", true));

    [Theory]
    [InlineData("AP8")]
    [InlineData("AP8==")]
    [InlineData("A")]
    [InlineData("_-8=")]
    [InlineData("AP8=AP8=")]
    [InlineData("%%%%")]
    [InlineData("\u00e9")]
    public void Bad_base64_is_refused(string text)
    {
        var arguments = Encoded(text);
        arguments.Bytes("a", true);
        Assert.Equal("a: not valid base64 (encoding is base64).", Assert.Throws<McpRedis.Faults.Fault>(arguments.ThrowIfInvalid).Message);
    }

    [Fact]
    public void Encoding_is_utf8_or_base64() =>
        Assert.Equal("encoding: expected one of utf8, base64.", Refusal("""{"encoding":"latin1"}""", a => a.ReadEncoding()));

    [Theory]
    [InlineData(ToolArguments.LargestKeyBytes, true)]
    [InlineData(ToolArguments.LargestKeyBytes + 1, false)]
    public void Key_of_up_to_64_KiB_is_taken(int length, bool taken)
    {
        string json = JsonSerializer.Serialize(new { a = new string('k', length) });
        if (taken)
        {
            Assert.Equal(length, Read(json).Key("a", true)!.Length);
        }
        else
        {
            Assert.Equal($"a: a key of {length} bytes; at most 65536 are taken.", Refusal(json, a => a.Key("a", true)));
        }
        Assert.Equal(length, Read(json).Bytes("a", true)!.Length);   // a value may be larger
    }

    [Fact]
    public void Key_is_measured_in_bytes()
    {
        string json = JsonSerializer.Serialize(new { a = new[] { new string('\u00e9', 40_000) } });
        Assert.Equal("a[0]: a key of 80000 bytes; at most 65536 are taken.", Refusal(json, a => a.KeyList("a", true, 1, 1)));
    }

    [Fact]
    public void Objects_are_bound_and_tell_their_mistakes_by_place()
    {
        Assert.Equal(["x"], Read("""{"a":[{"b":"x"}]}""").Objects("a", true, 1, 5, ["b"], item => item.Text("b", true)!)!);
        Assert.Equal(
            "a[0].b: is required. a[1].c: no such argument; known are b. Did you mean 'b'? a[2]: expected an object with b, got 5.",
            Refusal("""{"a":[{},{"b":"x","c":1},5]}""", a => a.Objects("a", true, 1, 5, ["b"], item => item.Text("b", true)!)));
    }

    [Fact]
    public void Objects_share_the_encoding_of_the_call()
    {
        var arguments = Read("""{"encoding":"base64","a":[{"b":"AP8="}]}""");
        arguments.ReadEncoding();
        Assert.Equal([0, 255], arguments.Objects("a", true, 1, 5, ["b"], item => item.Bytes("b", true)!)![0]);
    }

    private static ToolArguments Encoded(string text)
    {
        var arguments = Read(JsonSerializer.Serialize(new { a = text, encoding = "base64" }));
        arguments.ReadEncoding();
        return arguments;
    }
}
