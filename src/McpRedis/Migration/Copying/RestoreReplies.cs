using System.Text;
using McpRedis.Migration.Selection;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Copying;

// +OK
// -BUSYKEY Target key name already exists.
// -MOVED 866 127.0.0.1:7001            the slot has moved           -ASK 866 127.0.0.1:7002   is moving, this key went ahead
// -TRYAGAIN …  -CLUSTERDOWN …  -LOADING …  -MASTERDOWN …           in a moment
// -READONLY You can't write against a read only replica.           a failover
// -MISCONF …  -NOREPLICAS Not enough good replicas to write.       until somebody mends it
// -OOM command not allowed …  -NOPERM …  -NOAUTH …                 nothing will go through
// -ERR DUMP payload version or checksum are wrong  -ERR Bad data format  -ERR Unsupported foreign data type

/// <summary>Sorts the answers to RESTORE: done, done with, once more, or the end of the copy.</summary>
internal sealed class RestoreReplies(RestoreWriter writer, int database, CollisionPolicy collision, CopyCounters counters, CopyProblems problems, RecentKeys? recent) : IReplyHandler
{
    /// <summary>Tag of a command whose reply says nothing: ASKING.</summary>
    public const long Aside = -1;

    public void OnReply(RespFrame reply, ReadOnlySpan<byte> command, long tag)
    {
        if (tag == Aside)
        {
            return;
        }
        var (batch, isUncertain) = writer.Tagged(tag);
        if (!reply.IsError)
        {
            Settle(CopyOutcome.Copied, batch);
            recent?.Add(SentCommand.Word(command, 1));
        }
        else if (reply.IsErrorOf("BUSYKEY"u8))
        {
            Collided(command, batch, isUncertain);
        }
        else if (reply.IsErrorOf("MOVED"u8) || reply.IsErrorOf("READONLY"u8))
        {
            writer.Again(new(command.ToArray(), batch, null, isUncertain), refresh: true, wait: reply.IsErrorOf("MOVED"u8) ? null : "READONLY");
        }
        else if (reply.IsErrorOf("ASK"u8))
        {
            writer.Again(new(command.ToArray(), batch, Encoding.ASCII.GetString(reply.Bytes[(reply.Bytes.LastIndexOf((byte)' ') + 1)..]), isUncertain), refresh: false, wait: null);
        }
        else if (reply.IsErrorOf("TRYAGAIN"u8) || reply.IsErrorOf("CLUSTERDOWN"u8) || reply.IsErrorOf("LOADING"u8) || reply.IsErrorOf("MASTERDOWN"u8) || reply.IsErrorOf("MISCONF"u8) || reply.IsErrorOf("NOREPLICAS"u8))
        {
            writer.Again(new(command.ToArray(), batch, null, isUncertain), refresh: reply.IsErrorOf("CLUSTERDOWN"u8), wait: CodeOf(reply));
        }
        else
        {
            Refused(Encoding.UTF8.GetString(reply.Bytes), command, batch);
        }
    }

    private static string CodeOf(RespFrame reply)
    {
        int end = reply.Bytes.IndexOf((byte)' ');
        return Encoding.ASCII.GetString(end < 0 ? reply.Bytes : reply.Bytes[..end]);
    }

    private void Collided(ReadOnlySpan<byte> command, CopyBatch batch, bool isUncertain)
    {
        var key = SentCommand.Word(command, 1);
        if (isUncertain)
        {
            Settle(CopyOutcome.Copied, batch);
        }
        else if (recent?.Contains(key) == true)
        {
            Settle(CopyOutcome.Repeated, batch);
        }
        else
        {
            Settle(CopyOutcome.Skipped, batch);
            if (collision == CollisionPolicy.Fail)
            {
                problems.Add(database, key, CopyOutcome.Skipped, CollisionFault.Reason);
                writer.Fail(new CollisionFault());
            }
        }
    }

    private void Refused(string text, ReadOnlySpan<byte> command, CopyBatch batch)
    {
        if (text.StartsWith("OOM", StringComparison.Ordinal) || text.StartsWith("NOAUTH", StringComparison.Ordinal) || (text.StartsWith("NOPERM", StringComparison.Ordinal) && !text.Contains("key", StringComparison.OrdinalIgnoreCase)))
        {
            writer.Fail(RedisFaults.FromReply(text, "RESTORE"));
            return;
        }
        bool isPayload = text.StartsWith("ERR DUMP payload", StringComparison.Ordinal) || text.StartsWith("ERR Bad data format", StringComparison.Ordinal) || text.Contains("foreign data type", StringComparison.Ordinal);
        if (isPayload && writer.TryHandOver(new(SentCommand.Word(command, 1).ToArray(), text, batch)))
        {
            return;
        }
        var outcome = isPayload ? CopyOutcome.Refused : CopyOutcome.Failed;
        problems.Add(database, SentCommand.Word(command, 1), outcome, text);
        Settle(outcome, batch);
        writer.CheckFailures();
    }

    private void Settle(CopyOutcome outcome, CopyBatch batch)
    {
        counters.Add(outcome);
        batch.Settled();
    }
}
