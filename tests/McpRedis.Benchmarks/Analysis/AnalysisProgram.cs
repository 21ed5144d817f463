using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using McpRedis.Benchmarks.Load;

namespace McpRedis.Benchmarks.Analysis;

/// <summary><c>./dev bench analysis</c>: the figures of analyses, into their own part of docs/performance.md.</summary>
internal static class AnalysisProgram
{
    public const string Marker = "./dev bench analysis";

    private const int Keys = 1_000_000, MostKeys = 5_000_000, Rounds = 3;

    public static int Run(BenchmarkOptions options)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        using var redis = new PrivateRedis();
        PlantedKeys.Plant(redis.Port, 0, Keys);
        var run = new AnalysisRun(options.Program, redis, Keys, Rounds, Console.Error.WriteLine);
        List<LoadBar> bars = [];
        foreach (var bar in run.Results().Concat(run.Speed()).Concat(run.Others()).Concat(run.Memory(MostKeys)))
        {
            bars.Add(bar);
            Console.Error.WriteLine($"{(bar.Met ? "met    " : "NOT MET")} {bar.Promise}: {bar.Measured}");
        }
        string page = Page(bars, redis.Version);
        if (options.Page is { } path)
        {
            GeneratedPart.Update(path, page, Marker);
        }
        Console.WriteLine(page);
        return bars.All(bar => bar.Met) ? 0 : 1;
    }

    private static string Page(List<LoadBar> bars, string redisVersion)
    {
        var page = new StringBuilder("| promise | measured | |\n| --- | --- | --- |\n");
        foreach (var bar in bars)
        {
            page.Append($"| {bar.Promise} | {bar.Measured} | {(bar.Met ? "met" : "**not met**")} |\n");
        }
        return page.Append($"\nMachine: {Environment.ProcessorCount} cores, {RuntimeInformation.OSArchitecture}, for redis-server {redisVersion}, the program and the other clients together.\n").ToString();
    }
}
