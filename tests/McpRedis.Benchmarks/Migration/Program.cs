using System.Globalization;
using McpRedis.Benchmarks.Migration;

// copy SOURCE-PORT TARGET-PORT       one copy in a process of its own, so that its memory and CPU time are its own
// [--set A|B] [--keys N] [--rounds N] [--engine PROGRAM]
if (args is ["copy", var from, var to])
{
    await CopyRun.RunAsync(int.Parse(from, CultureInfo.InvariantCulture), int.Parse(to, CultureInfo.InvariantCulture));
    return 0;
}
string Option(string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : otherwise;

int rounds = int.Parse(Option("--rounds", "3"), CultureInfo.InvariantCulture);
foreach (var set in DataSet.All.Where(set => Option("--set", set.Name) == set.Name))
{
    int keys = int.Parse(Option("--keys", set.Keys.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
    await Comparison.RunAsync(set, keys, rounds, Option("--engine", "redis-server"));
}
return 0;
