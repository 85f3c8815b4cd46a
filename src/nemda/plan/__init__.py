"""What to plan for a course: when to watch a person, and when people may leave.

Plans are read off a simulated group and rules that sources state; they are research, not advice for a
patient.
"""
