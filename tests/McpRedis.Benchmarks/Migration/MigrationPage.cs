using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace McpRedis.Benchmarks.Migration;

/// <summary>The part of docs/performance.md about migration.</summary>
internal static class MigrationPage
{
    public const string Marker = "./dev bench migration";

    public static string Tables(IReadOnlyList<SetRun> runs, IReadOnlyList<MigrationBar> bars, string engine)
    {
        var page = new StringBuilder("| promise | measured | |\n| --- | ---: | --- |\n");
        foreach (var bar in bars)
        {
            Row(page, bar.Promise, bar.Measured, bar.Met ? "met" : "**not met**");
        }
        page.Append("\nMedian of the rounds (best round in brackets). CPU times are seconds for a million keys.\n\n");
        Row(page, "set", "way", "keys a second", "× MIGRATE", "× REPLICAOF", "our CPU", "the whole command: s", "its CPU", "CPU of source", "of target", "peak MB");
        page.Append("| --- | --- |").Insert(page.Length, " ---: |", 9).Append('\n');
        foreach (var run in runs)
        {
            Baseline(page, run, "MIGRATE … KEYS, 100 at a time", run.Migrate);
            Baseline(page, run, "REPLICAOF", run.Replicate);
            foreach (var figures in run.Ways.Where(figures => !figures.Rate.IsEmpty))
            {
                Row(page, run.Set.Name, $"`{figures.Way.Name}`", $"{Number(figures.Rate.Median, 0)} ({Number(figures.Rate.Max, 0)})",
                    Number(figures.TimesMigrate, 1), Number(figures.TimesReplicate, 2), $"{Number(figures.Cpu.Median, 2)} ({Number(figures.Cpu.Min, 2)})", Number(figures.CommandSeconds.Median, 1),
                    Number(figures.CommandCpu.Median, 2), Number(figures.SourceCpu.Median, 2), Number(figures.TargetCpu.Median, 2), Number(figures.PeakMegabytes.Max, 0));
                if (!figures.LoadRate.IsEmpty)
                {
                    Row(page, run.Set.Name, "`serve`, loading alone", $"{Number(figures.LoadRate.Median, 0)} ({Number(figures.LoadRate.Max, 0)})", "", Number(figures.LoadTimesReplicate, 2), "", "", "", "", "", "");
                }
            }
        }
        return page.Append(CultureInfo.InvariantCulture, $"\nMachine: {Environment.ProcessorCount} cores, {RuntimeInformation.OSArchitecture}, for both servers ({engine}, on loopback, without persistence) and the program together.\n").ToString();
    }

    private static void Baseline(StringBuilder page, SetRun run, string name, Sample rate)
    {
        if (!rate.IsEmpty)
        {
            Row(page, run.Set.Name, name, $"{Number(rate.Median, 0)} ({Number(rate.Max, 0)})", "", "", "", "", "", "", "", "");
        }
    }

    private static string Number(double value, int digits) => double.IsNaN(value) ? "" : value.ToString(digits == 0 ? "N0" : $"F{digits}", CultureInfo.InvariantCulture);

    private static void Row(StringBuilder page, params ReadOnlySpan<string> cells) => page.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
