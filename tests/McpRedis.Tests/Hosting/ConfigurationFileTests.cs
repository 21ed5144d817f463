using FsCheck;
using FsCheck.Fluent;
using McpRedis.Hosting;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Hosting;

public sealed class ConfigurationFileTests : IDisposable
{
    private readonly SecretFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Comments_trailing_commas_and_a_byte_order_mark_are_allowed()
    {
        var configuration = Read("\uFEFF// one\n{ /* two */ \"access\": \"read\", \"toolsets\": [\"keys\", \"strings\",], \"outputBudget\": 8192, }");
        Assert.Empty(configuration.Mistakes);
        Assert.Equal("read", configuration.Options.Access);
        Assert.Equal(["keys", "strings"], configuration.Options.Toolsets);
        Assert.Equal(8192, configuration.Options.OutputBudgetBytes);
    }

    [Fact]
    public void Relative_paths_begin_at_the_folder_of_the_file()
    {
        Directory.CreateDirectory(_folder.Path("exports"));
        _folder.Write("url", "redis://h");
        var configuration = Read("""{ "filesDir": "exports", "connections": { "a": { "urlFile": "url" } } }""");
        Assert.Empty(configuration.Mistakes);
        Assert.Equal(_folder.Path("exports"), configuration.Options.FilesDir);
        Assert.Equal("h", configuration.Connections[0].Endpoints[0].Host);
    }

    [Theory]
    [InlineData("", "--config: the file is not JSON; see line 1, byte 1.")]
    [InlineData("{\n  \"access\": S3cret\n}", "--config: the file is not JSON; see line 2, byte 13.")]
    [InlineData("{} {}", "--config: the file is not JSON; see line 1, byte 4.")]
    [InlineData("""{ "keyPrefix": "\ud800" }""", "--config: the file holds a string that is not Unicode text.")]
    [InlineData("[]", "config file: expected an object, found a list.")]
    [InlineData("""{ "acess": "read" }""", "config file: acess: unknown key. Did you mean 'access'?")]
    [InlineData("""{ "read-only": true }""", "config file: read-only: unknown key. Did you mean 'readOnly'?")]
    [InlineData("""{ "config": "x" }""", "config file: config: unknown key. Did you mean 'confirm'?")]
    [InlineData("""{ "redis://:S3cret@h": 1 }""", "config file: (key number 1): unknown key; expected one of connections, access,")]
    [InlineData("""{ "access": "read", "access": "full" }""", "config file: access: given twice; keep one.")]
    [InlineData("""{ "access": "reed" }""", "config file: access: expected read, write or full. Did you mean 'read'?")]
    [InlineData("""{ "access": null }""", "config file: access: expected read, write or full, found null.")]
    [InlineData("""{ "access": "" }""", "config file: access: is empty;")]
    [InlineData("""{ "readOnly": "true" }""", "config file: readOnly: expected true or false, found a string.")]
    [InlineData("""{ "toolsets": [1] }""", "config file: toolsets: expected toolsets separated by commas, or essentials, default or all, found a list.")]
    [InlineData("""{ "toolsets": [] }""", "config file: toolsets: is empty;")]
    [InlineData("""{ "toolsets": ["keyz"] }""", "config file: toolsets: expected toolsets separated by commas, or essentials, default or all. Did you mean 'keys'?")]
    [InlineData("""{ "keyPrefix": 1 }""", "config file: keyPrefix: expected the first characters of the keys, found a number.")]
    [InlineData("""{ "outputBudget": 1e4 }""", "config file: outputBudget: expected a number of bytes such as")]
    [InlineData("""{ "filesDir": "none" }""", "config file: filesDir: expected the path of a folder that exists.")]
    [InlineData("""{ "connections": 1 }""", "connections: expected an object with a key for each connection, found a number.")]
    public void Mistakes(string text, string expected)
    {
        string mistake = Assert.Single(Read(text).Mistakes);
        Assert.StartsWith(expected, mistake, StringComparison.Ordinal);
        Assert.DoesNotContain("S3cret", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_file_never_throws_and_nothing_said_holds_its_secret()
    {
        const string Text = """{ "access": "read", "filesDir": "/", "connections": { "a": { "url": "redis://:S3cret-q7Zk@h", "databases": [0] } } }""";
        var wounds = from place in Gen.Choose(0, Text.Length - 1) from put in Gen.Elements("\"", "{", "}", "[", "]", ",", ":", "\\", "\0", "x", "1", "\\ud800", "é", "null") from kind in Gen.Choose(0, 2) select (place, put, kind);
        Prop.ForAll(wounds.ListOf(2).ToArbitrary(), list =>
        {
            string text = list.Aggregate(Text, (text, wound) => wound.place >= text.Length || IsInSecret(text, wound.place) ? text : wound.kind switch
            {
                0 => text.Remove(wound.place, 1),
                1 => text.Insert(wound.place, wound.put),
                _ => text[..wound.place],
            });
            return Read(text) is var configuration
                && configuration.Mistakes.Concat(configuration.Warnings).All(line => !line.Contains("S3cret", StringComparison.Ordinal));
        }).Check(500);
    }

    private static bool IsInSecret(string text, int place) =>
        text.IndexOf("S3cret-q7Zk", StringComparison.Ordinal) is var start and >= 0 && place >= start && place < start + 11;

    private Configuration Read(string text) =>
        Configuration.Read(new Dictionary<string, string> { ["config"] = _folder.Write("config.json", text) }, new Dictionary<string, string>());
}
