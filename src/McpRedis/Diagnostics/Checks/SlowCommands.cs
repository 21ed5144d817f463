using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class SlowCommands
{
    private static readonly Threshold Time = new("slowCommandMs", 50, "milliseconds", "duration of other commands in the slow log");
    private static readonly Threshold Age = new("slowlogAgeSeconds", 86400, "seconds", "age of slow log entries that are looked at");

    public static Check Check { get; } = new("RF039", CheckFamily.Latency, "Commands that should be quick are slow")
    {
        What = "Entries of the slow log whose command is not O(N) by nature.",
        Why = "When a GET or a SET takes tens of milliseconds the cause is not the command: a fork, swapping, a noisy machine, or a very large value.",
        WhenNot = "Single ones during a save.",
        Fix = ["Compare the times with saves and latency events (RF015, RF040)", "Is the machine short of CPU (steal time) or memory (RF004)", "Are the values large"],
        Risk = "None.",
        Change = "Simple commands take microseconds again.",
        Thresholds = [Time, Age],
        Needs = [Question.Slowlog],
        Look = static (node, limits) => SlowLinearCommands.Look(
            node, limits[Age], entry => LinearCommands.InsteadOf(entry.Command) is null && entry.Microseconds >= limits[Time] * 1000, Severity.Warning),
    };
}
