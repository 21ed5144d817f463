using McpRedis.Faults;

namespace McpRedis.Guard;

/// <summary>
/// The confirmation of one call. A call that must be confirmed is run twice: the first run ends with what it would
/// do, the second brings the proof that its user agreed, looks again, and goes on only if it is about to do just that.
/// </summary>
/// <param name="desk">Gives out and takes back.</param>
/// <param name="call">The call.</param>
/// <param name="proof">What it brings along.</param>
internal sealed class CallConfirmation(ConfirmDesk desk, CallIdentity call, CallProof proof)
{
    private readonly Lazy<Guid> _call = new(call.Digest);
    private ConfirmToken? _brought;
    private Guid? _confirmed;

    /// <summary>For the audit line: <c>1a2b3c4d,user</c>; null when nothing was confirmed.</summary>
    public string? Id { get; private set; }

    /// <summary>Whether the call brings a proof at all.</summary>
    public bool IsBrought => proof.Seal is not null;

    /// <summary>Ends a call whose proof cannot hold, whatever the call would do; before anything is looked at.</summary>
    /// <exception cref="Fault">cancelled or confirmation_invalid.</exception>
    public void RefuseUnfit()
    {
        switch (proof.Choice)
        {
            case UserChoice.No:
                desk.Withdraw(proof.Seal);
                throw new Fault(ErrorCode.Cancelled, "The user declined; nothing was done.", "Do not repeat the call unless the user asks for it.");
            case UserChoice.Unanswered:
                desk.Withdraw(proof.Seal);
                throw new Fault(ErrorCode.Cancelled, "The user was asked and did not answer in time; nothing was done.", "Call again when the user is there.");
            case UserChoice.Unreadable:
                throw ConfirmDesk.Invalid("cannot be read: the client's answer is not of the form that was asked for");
        }
        if (proof.Seal is { } seal)
        {
            _brought = desk.Open(seal, proof.Path, _call.Value);
        }
    }

    /// <summary>Returns when the user agreed to this effect; from then on the proof is used up.</summary>
    /// <exception cref="ConfirmationNeeded">There is no proof, or it is for something else.</exception>
    /// <exception cref="Fault">confirmation_invalid.</exception>
    public void Require(Effect effect)
    {
        var digest = effect.Digest();
        if (_confirmed == digest)
        {
            return;
        }
        if (_confirmed is null && _brought is not null)
        {
            // Before the effects are compared: one that a racer used up meanwhile is used, not outdated.
            desk.RequireUsable(_brought);
        }
        // A second, different effect of a confirmed call was not in the preview either.
        if (_confirmed is not null || _brought is null || proof.Choice != UserChoice.Yes || _brought.Effect != digest)
        {
            throw new ConfirmationNeeded(effect, call.Connection, call.Database, proof.Path, desk.Issue(proof.Path, _call.Value, digest), changed: _brought is not null);
        }
        if (proof.Target != effect.Target)
        {
            throw ConfirmDesk.WrongTarget(proof.Target is null ? "lacks the target typed back" : "names another target than the call has");
        }
        desk.Claim(_brought);
        _confirmed = digest;
        Id = $"{_brought.Id},{(proof.Path == ConfirmPath.User ? "user" : "token")}";
    }
}
