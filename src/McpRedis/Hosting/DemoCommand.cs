namespace McpRedis.Hosting;

internal static class DemoCommand
{
    public static Task<int> RunAsync(Startup startup, CancellationToken ct) => Task.FromResult(0);
}
