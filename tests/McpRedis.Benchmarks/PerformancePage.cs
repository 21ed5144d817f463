using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace McpRedis.Benchmarks;

/// <summary>The generated part of docs/performance.md; the words around it are written by hand.</summary>
internal static class PerformancePage
{
    public const string Marker = "./dev bench";

    public static string Tables(Subjects subjects, Rounds rounds, Sizes sizes, IReadOnlyList<Bar> bars, string redisVersion)
    {
        var page = new StringBuilder();
        page.AppendLine("### Promises").AppendLine();
        Row(page, "promise", "measured", "");
        Row(page, "---", "---:", "---");
        foreach (var bar in bars)
        {
            Row(page, bar.Promise, $"{Number(bar.Ratio, 2)}×", bar.Met ? "met" : "**not met**");
        }
        page.AppendLine().AppendLine("### Side by side").AppendLine();
        page.AppendLine("Median of the rounds (best round in brackets).").AppendLine();
        Row(page, "server", "start → tools/list, ms", "GET p50, ms", "GET p99, ms", "pipelined GET/s", "peak memory, MiB");
        Row(page, "---", "---:", "---:", "---:", "---:", "---:");
        foreach (var subject in new[] { subjects.Ours, subjects.Reference, subjects.Go, subjects.Floor })
        {
            var r = rounds[subject];
            Row(page, $"{subject.Name} {subject.Version}".Trim(), subject.Speaks ? Both(r.ListTools, 0) : "",
                Both(r.Call, 3), Both(r.SlowCall, 3), $"{Number(r.Rate.Median, 0)} ({Number(r.Rate.Max, 0)})", Number(r.PeakMemory, 0));
        }
        page.AppendLine().AppendLine("### Where our start goes").AppendLine();
        var ours = rounds[subjects.Ours];
        Row(page, "from the start of the process to", "ms", "step");
        Row(page, "---", "---:", "---:");
        Row(page, "end of `mcp-redis --version` (runtime, command line, exit)", Both(ours.Version, 0), "");
        Row(page, "answer of initialize", Both(ours.Initialize, 0), Step(ours.Initialize.Median - ours.Version.Median));
        Row(page, "answer of tools/list", Both(ours.ListTools, 0), Step(ours.ListTools.Median - ours.Initialize.Median));
        Row(page, "answer of the first GET (connects to Redis)", Both(ours.FirstCall, 0), Step(ours.FirstCall.Median - ours.ListTools.Median));
        page.AppendLine().AppendLine("### Ways to install").AppendLine();
        Row(page, "what is installed", "MB", "start → tools/list, ms");
        Row(page, "---", "---:", "---:");
        Row(page, "single file", Number(sizes.SingleFileBytes / 1e6, 1), Both(ours.ListTools, 0));
        Row(page, "framework-dependent (the .NET tool, once it is unpacked)", Number(sizes.PortableBytes / 1e6, 1), Both(rounds[subjects.Portable].ListTools, 0));
        foreach (var (name, bytes) in sizes.Packages)
        {
            Row(page, $"`{name}`", Number(bytes / 1e6, 1), "");
        }
        page.AppendLine().Append(CultureInfo.InvariantCulture,
            $"Machine: {Environment.ProcessorCount} cores, Linux, {RuntimeInformation.OSArchitecture}, shared with other work. ");
        page.AppendLine(CultureInfo.InvariantCulture, $"redis-server {redisVersion}, Node {subjects.NodeVersion}, measured by .NET {Environment.Version}.");
        return page.ToString();
    }

    private static void Row(StringBuilder page, params ReadOnlySpan<string> cells) => page.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");

    private static string Step(double milliseconds) => milliseconds.ToString("+0;-0;0", CultureInfo.InvariantCulture);

    private static string Both(Sample sample, int digits) => $"{Number(sample.Median, digits)} ({Number(sample.Min, digits)})";

    private static string Number(double value, int digits) => value.ToString(digits == 0 ? "N0" : $"F{digits}", CultureInfo.InvariantCulture);
}
