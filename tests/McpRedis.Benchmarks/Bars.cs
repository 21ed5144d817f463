namespace McpRedis.Benchmarks;

/// <summary>A promise about speed, as a ratio to another server in the same run, and whether it was kept.</summary>
internal sealed record Bar(string Promise, double Ratio, bool Met);

/// <summary>The promises. Ratios only: absolute times say more about the machine than about us.</summary>
internal static class Bars
{
    public static IReadOnlyList<Bar> Judge(Subjects subjects, Rounds rounds, Sizes sizes)
    {
        Readings ours = rounds[subjects.Ours], reference = rounds[subjects.Reference], go = rounds[subjects.Go];
        return
        [
            AtMost("start to tools/list: at most 0.3 of the reference server", ours.ListTools.RatioTo(reference.ListTools), 0.3),
            AtMost("start to tools/list: below the Go server", ours.ListTools.RatioTo(go.ListTools), 1),
            AtMost("start to tools/list of the single file: at most 0.8 of the framework-dependent build", ours.ListTools.RatioTo(rounds[subjects.Portable].ListTools), 0.8),
            AtMost($"size of the single file: at most {Sizes.LargestFileBytes / 1_000_000} MB", (double)sizes.SingleFileBytes / Sizes.LargestFileBytes, 1),
            AtMost("GET, one at a time (p50): at most 0.6 of the reference server", ours.Call.RatioTo(reference.Call), 0.6),
            AtLeast("GET, pipelined (calls/s): at least 2 times the reference server", ours.Rate.RatioTo(reference.Rate), 2),
            AtMost("peak memory: at most 0.7 of the reference server", ours.PeakMemory / reference.PeakMemory, 0.7),
        ];
    }

    private static Bar AtMost(string promise, double ratio, double limit) => new(promise, ratio, ratio <= limit);

    private static Bar AtLeast(string promise, double ratio, double limit) => new(promise, ratio, ratio >= limit);
}
