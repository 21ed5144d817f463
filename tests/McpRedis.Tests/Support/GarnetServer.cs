using McpRedis.Redis.Connections;

namespace McpRedis.Tests.Support;

/// <summary>Garnet of the tool manifest, as <c>--embedded</c> starts it; the test ends as skipped where it is not restored.</summary>
internal static class GarnetServer
{
    /// <param name="folder">Becomes a PATH with nothing on it but dotnet, so that no other server is found first.</param>
    public static async Task<EmbeddedServer> StartAsync(TempFolder folder)
    {
        string dotnet = ServerSource.OnPath("dotnet") ?? "";
        Assert.SkipWhen(dotnet.Length == 0, "no dotnet on PATH to start garnet-server with");
        File.CreateSymbolicLink(folder.File("dotnet"), File.ResolveLinkTarget(dotnet, returnFinalTarget: true)?.FullName ?? dotnet);
        EmbeddedSearch search = EmbeddedSearch.Of(Environment.GetEnvironmentVariable) with { SearchPath = folder.Path };
        Assert.SkipWhen(search.RestoredTool("garnet-server", "GarnetServer.dll") is null, "garnet-server is not restored: dotnet tool restore");
        return await EmbeddedServer.StartAsync(search);
    }
}
