using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace McpRedis.Benchmarks.Load;

/// <summary><c>./dev load</c>: the figures of many callers and of many minutes, into their own part of docs/performance.md.</summary>
internal static class LoadProgram
{
    public const string Marker = "./dev load";

    public static async Task<int> RunAsync(BenchmarkOptions options, int soakMinutes)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        using var redis = new PrivateRedis();
        var load = new LoadRun(options.Program, redis);
        List<LoadBar> bars = [];
        void Say(IEnumerable<LoadBar> more)
        {
            foreach (var bar in more)
            {
                bars.Add(bar);
                Console.Error.WriteLine($"{(bar.Met ? "met    " : "NOT MET")} {bar.Promise}: {bar.Measured}");
            }
        }
        Say(load.Connections(30));
        Say(await load.BurstAsync());
        Say([load.Pipelined()]);
        Say([await load.LargeBesideSmallAsync(10)]);
        Say([await load.StartAsync(7)]);
        Say(await new Soak(options.Program, soakMinutes, 200).RunAsync(Console.Error.WriteLine));
        if (options.Page is { } path)
        {
            GeneratedPart.Update(path, Page(bars, redis.Version), Marker);
        }
        return bars.All(bar => bar.Met) ? 0 : 1;
    }

    private static string Page(List<LoadBar> bars, string redisVersion)
    {
        var page = new StringBuilder("| promise | measured | |\n| --- | --- | --- |\n");
        foreach (var bar in bars)
        {
            page.Append($"| {bar.Promise} | {bar.Measured} | {(bar.Met ? "met" : "**not met**")} |\n");
        }
        return page.Append($"\nMachine: {Environment.ProcessorCount} cores, {RuntimeInformation.OSArchitecture}, for the server, redis-server {redisVersion} and the callers together.\n").ToString();
    }
}
