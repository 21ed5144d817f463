using System.Text.Json;
using McpRedis.Faults;
using McpRedis.Jobs;

namespace McpRedis.Hosting;

/// <summary>What a terminal does with a migration that follows its source: cuts over when a key says so, or as soon as it can where that was asked for.</summary>
/// <param name="cutOver">The call that does it, question included.</param>
/// <param name="atOnce">Nobody needs to press a key.</param>
/// <param name="hasKeys">Somebody is there who could.</param>
internal sealed class MigrateLive(Func<CancellationToken, Task<JsonElement>> cutOver, bool atOnce, bool hasKeys)
{
    // What differed is carried over again after an attempt; what still does then is for a person to look at.
    private const int MostAttempts = 3;

    private int _attempts;
    private bool _isTold;
    private bool _isCutOver;

    /// <summary>Called now and then.</summary>
    public async Task LookAsync(Job job, CancellationToken cancellationToken)
    {
        if (job is not { State: JobState.Running, Progress.Phase: "following" })
        {
            return;
        }
        if (!_isTold && !atOnce)
        {
            Console.Error.WriteLine(hasKeys ? "\nAll is there, and changes are carried over. c cuts over, q ends it." : "All is there, and changes are carried over until this is stopped. --cut-over would cut over.");
        }
        _isTold = true;
        char key = hasKeys && Console.KeyAvailable ? char.ToLowerInvariant(Console.ReadKey(intercept: true).KeyChar) : atOnce && !_isCutOver ? 'c' : ' ';
        if (key == 'q')
        {
            job.Cancel();
        }
        else if (key == 'c')
        {
            await CutOverAsync(job, cancellationToken);
        }
    }

    private async Task CutOverAsync(Job job, CancellationToken cancellationToken)
    {
        Console.Error.WriteLine();
        try
        {
            var reply = await cutOver(cancellationToken);
            Console.Out.WriteLine(reply.GetProperty("cutOver").GetProperty("text").GetString());
            _isCutOver = true;
        }
        catch (Fault fault)
        {
            Console.Error.WriteLine($"mcp-redis: {TerminalText.Of(fault.Message)} {fault.Hint}");
            _attempts++;
        }
        if (atOnce && (_isCutOver || _attempts == MostAttempts))
        {
            job.Cancel();
        }
    }
}
