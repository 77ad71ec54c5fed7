namespace Palimpsest.Compute;

/// <summary>Time that the steps of one kind have taken, and the floating-point operations they did in it.</summary>
public sealed record StepTime(string Kind, TimeSpan Time, double Operations);
