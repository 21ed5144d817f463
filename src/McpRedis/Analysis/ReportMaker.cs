using McpRedis.Analysis.Counting;
using McpRedis.Analysis.Live;
using McpRedis.Redis;

namespace McpRedis.Analysis;

/// <summary>Puts together what was counted and what is to be known of it.</summary>
internal static class ReportMaker
{
    // Progress of two parts that differ by more makes of the whole no sample drawn by chance.
    private const double Uneven = 0.1;

    public static AnalysisReport Live(AnalysisTally tally, IReadOnlyList<LivePart> parts, Questions questions, AnalysisOptions options, TimeSpan took, double? addedMs)
    {
        long seen = tally.All.Keys;
        bool isComplete = parts.All(part => part.IsDone);
        double? walked = parts.Any(part => part.Keys is null) ? null : parts.Sum(part => part.Progress * part.Keys!.Value) / Math.Max(parts.Sum(part => part.Keys!.Value), 1);
        long? all = isComplete ? seen : walked is > 0 and var share ? Math.Max((long)(seen / share), seen) : null;
        var coverage = new Coverage(seen, all, isComplete);
        return new()
        {
            Tally = tally,
            Coverage = coverage,
            SizesAre = "memory",
            Took = took,
            Parts = parts.Count,
            FromReplicas = parts.Count(part => part.IsReplica),
            AddedMs = addedMs,
            Notes = [.. Notes(tally, parts, questions, options, coverage)],
            Savings = SavingList.Of(tally, coverage),
        };
    }

    /// <param name="isWhole">The file was read to its end.</param>
    /// <param name="announced">Keys the file says it has, as far as it was read; null where not all of them were asked for.</param>
    /// <param name="spilled">Values too large to be looked into.</param>
    public static AnalysisReport File(AnalysisTally tally, bool isWhole, long? announced, TimeSpan took, long spilled)
    {
        long seen = tally.All.Keys;
        var notes = new List<string> { "Sizes are bytes in the file; in memory values take more." };
        if (spilled > 0)
        {
            notes.Add($"{spilled} values above 16 MiB were not looked into: their lengths are not known.");
        }
        if (!isWhole)
        {
            notes.Add("The file was not read to its end; databases that come later are not in these numbers. It cannot be gone on with: run it again with more time.");
        }
        return new()
        {
            Tally = tally,
            Coverage = new(seen, isWhole ? seen : announced is > 0 and var all ? Math.Max(all, seen) : null, isWhole),
            SizesAre = "payload",
            Took = took,
            Notes = notes,
        };
    }

    private static IEnumerable<string> Notes(AnalysisTally tally, IReadOnlyList<LivePart> parts, Questions questions, AnalysisOptions options, Coverage coverage)
    {
        foreach (var part in parts.Where(part => part.Broken is not null))
        {
            yield return $"One of {parts.Count} parts (database {part.Database}) was seen to {part.Progress:P0}: {part.Broken}.";
        }
        foreach (var (question, words) in questions.Refused)
        {
            // Where the policy is not known both are asked, and one is refused.
            if (questions.IsLfu is not null || question is not (Question.Idleness or Question.Frequency))
            {
                yield return $"{Command(question)} was refused: {RedisFaults.FromReply(words, Command(question)).Message}";
            }
        }
        if (questions.IsLfu == true && options.UseShare > 0)
        {
            yield return "The policy is LFU: the server counts uses and keeps no idle times.";
        }
        if (tally.Limits is { AreRead: true, HasSetListpack: false })
        {
            // CLIENT NO-TOUCH came with them.
            yield return "This server is older than 7.2: asking for their lengths counted as a use of the keys, so idle times begin anew.";
        }
        if (!coverage.IsComplete)
        {
            yield return "Not all keys were seen: numbers are ranges at 95 %, from Wilson's interval for counts and the standard error for sums. The largest keys are those seen.";
            double least = parts.Min(part => part.Progress), most = parts.Max(part => part.Progress);
            if (most - least > Uneven)
            {
                yield return $"The parts were seen to {least:P0} at least and {most:P0} at most, so the ranges may be too narrow.";
            }
        }
        if (coverage.Keys is null)
        {
            yield return "The server does not tell how many keys there are: numbers are of those seen.";
        }
        if (parts.Any(part => part.IsReplica))
        {
            yield return "Read from replicas, which do not know when clients of the master used a key: idle times were not asked there.";
        }
        if (tally.Prefixes.WasFull)
        {
            yield return $"There are more prefixes than {tally.Scale.Prefixes}: the smallest are counted with those above them.";
        }
        if (!tally.Limits.AreRead && tally.Small.Told + tally.Large.Told > 0)
        {
            yield return "The server does not tell its limits for packed values: the defaults were taken.";
        }
    }

    private static string Command(Question question) => question switch
    {
        Question.Expiry => "PTTL",
        Question.Size => "MEMORY USAGE",
        Question.Encoding => "OBJECT ENCODING",
        Question.Idleness => "OBJECT IDLETIME",
        _ => "OBJECT FREQ",
    };
}
