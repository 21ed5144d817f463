using System.Text.RegularExpressions;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis.Connections;

/// <summary>Every URL docs/connections.md shows is understood.</summary>
public sealed partial class DocumentedUrlTests
{
    [Fact]
    public void Urls_in_the_document_are_understood()
    {
        string[] urls = [.. Url().Matches(RepositoryFile.Read("docs/connections.md")).Select(match => match.Value)
            .Where(url => url.Split("://")[1] is not "" and not "…")];
        Assert.InRange(urls.Length, 15, 50);
        Assert.All(urls, url => Assert.Empty(RedisUri.Parse("default", url, url).Mistakes));
    }

    [GeneratedRegex(@"\b(rediss?(\+[a-z]+)?|unix)://[^\s`""]*")]
    private static partial Regex Url();
}
