using System.Buffers;

namespace McpRedis.Migration.Copying;

/// <summary>What the target makes of a payload.</summary>
internal enum PayloadOutcome
{
    /// <summary>It takes it as it is.</summary>
    Same,
    /// <summary>It takes what was written.</summary>
    Converted,
    /// <summary>Nothing of it is left: all fields had expired.</summary>
    Gone,
    /// <summary>It has nothing like it.</summary>
    Refused,
}

/// <summary>Turns payloads of DUMP into such that a target takes. For one reader.</summary>
internal interface IPayloadTranscoder
{
    /// <param name="payload">As DUMP gave it, footer included.</param>
    /// <param name="to">Takes the whole payload where it had to be converted.</param>
    /// <param name="refusal">Why it was refused, without a key or a value.</param>
    PayloadOutcome Convert(ReadOnlySpan<byte> payload, IBufferWriter<byte> to, out string? refusal);
}
