namespace Palimpsest.Studio.Data;

/// <summary>An accepted request, apart from its job: lists of jobs do not read it.</summary>
internal sealed class RequestRow
{
    public required Guid JobId { get; init; }

    /// <summary>As <see cref="Jobs.Requests.RequestStore"/> writes it.</summary>
    public required string Json { get; init; }
}
