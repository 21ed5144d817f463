using McpRedis.Hosting;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Hosting;

public sealed class ConfigurationDocumentTests
{
    [Fact]
    public void Document_is_fresh() => RepositoryFile.Check("docs/configuration.md", ConfigurationDocument.Render());

    [Fact]
    public void Everything_is_in_the_document()
    {
        string page = ConfigurationDocument.Render();
        Assert.All(OptionDefinitions.All, option => Assert.Contains($"`{option.Variable}`", page, StringComparison.Ordinal));
        Assert.All(RedisUriOption.All, option => Assert.Contains($"| `{option.Name}` |", page, StringComparison.Ordinal));
        Assert.All(ConnectionEntries.Keys, key => Assert.Contains($"`{key}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Example_is_understood_but_for_the_files_it_names()
    {
        using var folder = new SecretFolder();
        string config = folder.Write("config.json", ConfigurationDocument.Example.Replace("/etc/mcp-redis/ca.pem", folder.Write("ca.pem", ""), StringComparison.Ordinal)
            .Replace("/run/secrets/redis-production", folder.Write("password", "pw12"), StringComparison.Ordinal));
        var configuration = Configuration.Read(new Dictionary<string, string> { ["config"] = config }, new Dictionary<string, string>());
        Assert.Empty(configuration.Mistakes);
        Assert.Empty(configuration.Warnings);
        Assert.Equal(["default", "production"], configuration.Connections.Select(one => one.Name));
        Assert.Equal("pw12", configuration.Connections[1].Password);
    }
}
