using System.Text.Json;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis.Connections;

public sealed class ConnectionEntriesTests : IDisposable
{
    private readonly SecretFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Paths_begin_at_the_folder_of_the_file()
    {
        _folder.Write("url", "redis://h");
        _folder.Write("password", "pw12\n");
        var connection = Assert.Single(Read("""{ "a": { "urlFile": "url", "passwordFile": "password" } }""").Connections);
        Assert.Equal("h", connection.Endpoints[0].Host);
        Assert.Equal("pw12", connection.Password);
        Assert.Equal("connections.a.urlFile", connection.Source);
    }

    [Theory]
    [InlineData("[]", "connections: expected an object with a key for each connection, found a list.")]
    [InlineData("null", "connections: expected an object with a key for each connection, found null.")]
    [InlineData("""{ "Staging": {} }""", "connections (entry number 1): the name is not one; expected a lower-case letter")]
    [InlineData("""{ "": {} }""", "connections (entry number 1): the name is not one")]
    [InlineData("""{ "redis://u:pw@h": {} }""", "connections (entry number 1): the name is not one")]
    [InlineData("""{ "a": "redis://h" }""", "connections.a: expected an object, found a string.")]
    [InlineData("""{ "a": { "url": "redis://h" }, "a": { "url": "redis://h" } }""", "connections.a: given twice; keep one.")]
    [InlineData("""{ "a": { "url": "redis://h", "url": "redis://h" } }""", "connections.a.url: given twice; keep one.")]
    [InlineData("""{ "a": {} }""", "connections.a: no address; expected 'url' or 'urlFile' here, or REDIS_URL_A.")]
    [InlineData("""{ "default": {} }""", "connections.default: no address; expected 'url' or 'urlFile' here, or REDIS_URL.")]
    [InlineData("""{ "a": { "url": "" } }""", "connections.a.url: expected a string that is not empty.")]
    [InlineData("""{ "a": { "url": 1 } }""", "connections.a.url: expected a string that is not empty.")]
    [InlineData("""{ "a": { "url": "redis://h:0" } }""", "connections.a.url: the port of the host is not one")]
    [InlineData("""{ "a": { "url": "redis://h", "acess": "read" } }""", "connections.a.acess: unknown key. Did you mean 'access'?")]
    [InlineData("""{ "a": { "url": "redis://h", "password": "pw12" } }""", "connections.a.password: unknown key. Expected one of url, urlFile, passwordFile,")]
    [InlineData("""{ "a": { "url": "redis://h", "host": "h" } }""", "connections.a.host: unknown key. Expected one of url, urlFile,")]
    [InlineData("""{ "a": { "url": "redis://h", "redis://:pw@h": 1 } }""", "connections.a.(key number 2): unknown key; expected one of url,")]
    [InlineData("""{ "a": { "url": "redis://h", "access": "reed" } }""", "connections.a.access: expected read, write or full. Did you mean 'read'?")]
    [InlineData("""{ "a": { "url": "redis://h", "keyPrefix": "" } }""", "connections.a.keyPrefix: expected a string that is not empty.")]
    [InlineData("""{ "a": { "url": "redis://h", "databases": 0 } }""", "connections.a.databases: expected a list of different numbers from 0, such as [0, 1].")]
    [InlineData("""{ "a": { "url": "redis://h", "databases": [] } }""", "connections.a.databases: expected a list")]
    [InlineData("""{ "a": { "url": "redis://h", "databases": [0, -1] } }""", "connections.a.databases: expected a list")]
    [InlineData("""{ "a": { "url": "redis://h", "databases": [0, 0] } }""", "connections.a.databases: expected a list")]
    [InlineData("""{ "a": { "url": "redis://h", "databases": ["0"] } }""", "connections.a.databases: expected a list")]
    [InlineData("""{ "a": { "url": "redis://h/2", "databases": [0, 1] } }""", "connections.a.url: its own database 2 is not among the databases allowed for 'a'.")]
    [InlineData("""{ "a": { "url": "redis://h", "passwordFile": "none" } }""", "connections.a.passwordFile: there is no such file.")]
    [InlineData("""{ "a": { "urlFile": "none" } }""", "connections.a.urlFile: there is no such file.")]
    [InlineData("""{ "a": { "urlFile": "redis://:pw@h" } }""", "connections.a.urlFile: expected the path of a file")]
    public void Mistakes(string section, string expected)
    {
        string mistake = Assert.Single(Read(section).Mistakes);
        Assert.StartsWith(expected, mistake, StringComparison.Ordinal);
        Assert.DoesNotContain("pw", mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("caFile")]
    [InlineData("certFile")]
    public void Files_of_tls_must_exist(string option)
    {
        string missing = _folder.Path("none.pem"), there = _folder.Write("there.pem", "");
        Assert.Equal(
            [$"connections.a.url: option '{option}' names a file that does not exist or cannot be read."],
            Read($$"""{ "a": { "url": "rediss://h?{{option}}={{missing}}" } }""").Mistakes);
        Assert.Empty(Read($$"""{ "a": { "url": "rediss://h?{{option}}={{there}}" } }""").Mistakes);
    }

    [Fact]
    public void Skipping_verification_is_loud() =>
        Assert.Contains("NOT verified", Assert.Single(Read("""{ "a": { "url": "rediss://h?dangerouslySkipTlsVerify=true" } }""").Warnings), StringComparison.Ordinal);

    [Fact]
    public void Config_file_with_a_password_open_to_all_is_a_warning()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no modes there");
        _folder.Write("config.json", "", openToAll: true);
        Assert.StartsWith("connections.a.url: holds a user or a password, and everyone",
            Assert.Single(Read("""{ "a": { "url": "redis://:pw12@h" }, "b": { "url": "redis://h" } }""").Warnings), StringComparison.Ordinal);
        _folder.Write("config.json", "");
        Assert.Empty(Read("""{ "a": { "url": "redis://:pw12@h" } }""").Warnings);
    }

    private ConnectionSettings Read(string section)
    {
        using var document = JsonDocument.Parse(section);
        return ConnectionSettings.Read(new Dictionary<string, string>(), document.RootElement, _folder.Path("config.json"));
    }
}
