using System.Buffers;
using System.Buffers.Binary;
using McpRedis.Rdb;
using McpRedis.Rdb.Transcoding;

namespace McpRedis.Migration.Copying;

/// <summary>Payloads of one product for another, by <see cref="Transcoder"/>: those that the target reads anyhow are not even taken apart.</summary>
/// <param name="source">Whose payloads they are.</param>
/// <param name="target">What the target takes.</param>
/// <param name="losses">What was lost, by kind.</param>
/// <param name="time">Tells which fields of hashes are over.</param>
internal sealed class PayloadTranscoder(RdbFlavour source, RdbTarget target, TranscodeOptions options, TranscodeLosses losses, TimeProvider time) : IPayloadTranscoder
{
    // What both products agree on: everything up to where they parted.
    private const int LastShared = 11;

    private readonly Transcoder _transcoder = new(target, options);

    public PayloadOutcome Convert(ReadOnlySpan<byte> payload, IBufferWriter<byte> to, out string? refusal)
    {
        refusal = null;
        if (payload.Length > DumpPayload.FooterSize && BinaryPrimitives.ReadUInt16LittleEndian(payload[^DumpPayload.FooterSize..]) is var version && IsReadable(version))
        {
            return PayloadOutcome.Same;
        }
        try
        {
            return Transcode(payload, to, out refusal);
        }
        catch (RdbFormatException)
        {
            refusal = "The serialized value is not what its type says.";
            return PayloadOutcome.Refused;
        }
    }

    private bool IsReadable(int version) => version <= target.Version && (source == target.Flavour || version <= LastShared);

    private PayloadOutcome Transcode(ReadOnlySpan<byte> payload, IBufferWriter<byte> to, out string? refusal)
    {
        refusal = null;
        // One that was damaged on its way must not get a checksum that says it is whole.
        if (!DumpPayload.TryParse(payload, source, out var view) || view.Checksum == DumpChecksum.Wrong)
        {
            refusal = "The serialized value is damaged.";
            return PayloadOutcome.Refused;
        }
        var made = _transcoder.Transcode(new TypedValue(source, view.Type, view.Value, view.Meta), time.GetUtcNow().ToUnixTimeMilliseconds(), losses);
        switch (made.Outcome)
        {
            case TranscodeOutcome.Gone:
                return PayloadOutcome.Gone;
            case TranscodeOutcome.Refused:
                refusal = made.Refusal;
                return PayloadOutcome.Refused;
            default:
                DumpPayload.Write(to, made.Meta, made.Type, made.Value, made.Version);
                return PayloadOutcome.Converted;
        }
    }
}
